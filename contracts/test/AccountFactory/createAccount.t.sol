// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {MODULE_TYPE_EXECUTOR, MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {Account} from "../../src/Account.sol";
import {AccountFactory} from "../../src/AccountFactory.sol";
import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {PublicKey} from "../../src/WebAuthnVerifier.sol";
import {StubValidator} from "../mocks/Modules.sol";
import {Passkey} from "../support/Passkeys.sol";
import {AccountTest} from "../support/AccountTest.sol";
import {Vm} from "../support/Vm.sol";

contract CreateAccountTest is AccountTest {
    bytes32 private constant SALT_OF_ACCOUNT = keccak256("another salt");

    function create(Passkey memory passkey, bytes32 salt) private returns (Account) {
        return Account(payable(factory.createAccount(publicKey(passkey), salt)));
    }

    function test_createAccount_makesAnAccountOfThisPasskey() public {
        address expected = factory.getAddress(publicKey(newPasskey), SALT_OF_ACCOUNT);
        assertEq(expected.code.length, 0, "code before");
        vm.expectEmit(address(factory));
        emit AccountFactory.AccountCreated(expected, newPasskey.x, newPasskey.y, SALT_OF_ACCOUNT);
        vm.expectEmit(address(validator));
        emit PasskeyValidator.PasskeyAdded(expected, keyHash(newPasskey), newPasskey.x, newPasskey.y);
        Account created = create(newPasskey, SALT_OF_ACCOUNT);

        assertEq(address(created), expected, "address");
        assertTrue(validator.isPasskey(address(created), publicKey(newPasskey)), "its passkey");
        assertEq(validator.passkeyCount(address(created)), 1, "passkeyCount");
        assertTrue(created.isModuleInstalled(MODULE_TYPE_VALIDATOR, address(validator), ""), "the validator");
        assertTrue(created.isModuleInstalled(MODULE_TYPE_EXECUTOR, address(module), ""), "the recovery module");
        assertFalse(module.isInitialized(address(created)), "a policy");
    }

    /// A minimal proxy (ERC-1167): whoever reads the code knows what account it is.
    function test_createAccount_makesAProxyOfTheImplementation() public {
        bytes memory code = address(create(newPasskey, SALT_OF_ACCOUNT)).code;
        address implementation = factory.implementation();
        assertEq(
            code,
            abi.encodePacked(hex"363d3d373d3d3d363d73", implementation, hex"5af43d82803e903d91602b57fd5bf3"),
            "code"
        );
    }

    /// The modules are there from birth without a single write to the account.
    function test_createAccount_writesNothingToTheAccount() public {
        address expected = factory.getAddress(publicKey(newPasskey), SALT_OF_ACCOUNT);
        vm.record();
        create(newPasskey, SALT_OF_ACCOUNT);
        (, bytes32[] memory writes) = vm.accesses(expected);
        assertEq(writes.length, 0, "writes to the account");
        (, writes) = vm.accesses(address(validator));
        assertEq(writes.length, 1, "writes to the validator");
        (, writes) = vm.accesses(address(module));
        assertEq(writes.length, 0, "writes to the recovery module");
    }

    /// The address is CREATE2's, of this factory, of key and salt, and of the implementation.
    function testFuzz_getAddress_followsFromKeyAndSaltAlone(PublicKey calldata key, bytes32 salt, address caller)
        public
    {
        bytes memory initCode = abi.encodePacked(
            hex"3d602d80600a3d3981f3363d3d373d3d3d363d73", factory.implementation(), hex"5af43d82803e903d91602b57fd5bf3"
        );
        bytes32 cloneSalt = keccak256(abi.encode(key.x, key.y, salt));
        bytes32 hash = keccak256(abi.encodePacked(bytes1(0xff), address(factory), cloneSalt, keccak256(initCode)));
        vm.prank(caller);
        assertEq(factory.getAddress(key, salt), address(uint160(uint256(hash))), "address");
        vm.chainId(CHAIN_ID + 1);
        assertEq(factory.getAddress(key, salt), address(uint160(uint256(hash))), "address on another chain");
    }

    function testFuzz_getAddress_isAnotherForEveryKeyAndSalt(PublicKey calldata a, bytes32 saltOfA, uint8 bit) public {
        bytes32 flip = bytes32(uint256(1) << bit);
        address one = factory.getAddress(a, saltOfA);
        assertNotEq(one, factory.getAddress(PublicKey({x: a.x ^ flip, y: a.y}), saltOfA), "x");
        assertNotEq(one, factory.getAddress(PublicKey({x: a.x, y: a.y ^ flip}), saltOfA), "y");
        assertNotEq(one, factory.getAddress(a, saltOfA ^ flip), "salt");
        AccountFactory another = new AccountFactory(address(validator), address(module));
        assertNotEq(one, another.getAddress(a, saltOfA), "another factory");
    }

    function testFuzz_createAccount_givesTheSameAccountWhoeverCalls(uint256 seed, bytes32 salt, address caller) public {
        Passkey memory passkey = passkeyFrom(seed);
        vm.prank(caller);
        Account created = create(passkey, salt);
        assertEq(address(created), factory.getAddress(publicKey(passkey), salt), "address");
        assertTrue(validator.isPasskey(address(created), publicKey(passkey)), "its passkey");
    }

    /// Whoever is first can only make the account as it is.
    function test_createAccount_isHarmless_whenSomebodyElseWasFirst() public {
        vm.prank(STRANGER);
        Account first = create(newPasskey, SALT_OF_ACCOUNT);
        vm.recordLogs();
        Account second = create(newPasskey, SALT_OF_ACCOUNT);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(address(second), address(first), "address");
        assertEq(logs.length, 0, "events of the second");
        assertEq(validator.passkeyCount(address(first)), 1, "passkeyCount");
        assertTrue(validator.isPasskey(address(first), publicKey(newPasskey)), "its passkey");
    }

    /// The first passkey does not come back by creating the account again: not after a recovery, and not after the
    /// validator was removed.
    function test_createAccount_bringsNoPasskeyBack() public {
        replace(address(account), newPasskey);
        createAccount(ownerPasskey);
        assertStored(2, 0, keyHash(newPasskey));
        assertNoPasskey(ownerPasskey, "replaced");

        installModule(MODULE_TYPE_VALIDATOR, address(new StubValidator()), "");
        uninstallModule(MODULE_TYPE_VALIDATOR, address(validator), "");
        assertEq(address(createAccount(ownerPasskey)), address(account), "address");
        assertStored(3, 0, 0);
        assertNoPasskey(ownerPasskey, "after the validator was removed");
    }

    function test_createAccount_keepsWhatWasSentBefore() public {
        address expected = factory.getAddress(publicKey(newPasskey), SALT_OF_ACCOUNT);
        vm.deal(expected, 3 ether);
        create(newPasskey, SALT_OF_ACCOUNT);
        assertEq(expected.balance, 3 ether, "balance");
    }

    /// C-34 No account is made that nobody could use.
    function test_createAccount_reverts_forKeysThatAreNone() public {
        PublicKey[] memory keys = invalidKeys();
        for (uint256 i = 0; i < keys.length; ++i) {
            expectRevert(PasskeyValidator.InvalidPublicKey.selector, abi.encode(keys[i].x, keys[i].y));
            factory.createAccount(keys[i], SALT_OF_ACCOUNT);
            assertEq(factory.getAddress(keys[i], SALT_OF_ACCOUNT).code.length, 0, "code");
        }
    }

    function test_implementation_isOfThisFactory() public view {
        Account implementation = Account(payable(factory.implementation()));
        assertEq(implementation.factory(), address(factory), "factory");
        assertEq(implementation.passkeyValidator(), address(validator), "passkeyValidator");
        assertEq(implementation.recoveryModule(), address(module), "recoveryModule");
    }
}
