// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {AnsweringWallet, RevertingWallet} from "../mocks/Wallets.sol";
import {HostileModule, StubValidator} from "../mocks/Modules.sol";
import {Token} from "../mocks/Token.sol";
import {Passkey} from "../support/Passkeys.sol";
import {AccountTest} from "../support/AccountTest.sol";
import {Vm} from "../support/Vm.sol";

/// @dev ERC-1271.
contract IsValidSignatureTest is AccountTest {
    bytes32 private constant HASH = keccak256("a message");
    bytes32 private constant ERC6492_SUFFIX = 0x6492649264926492649264926492649264926492649264926492649264926492;

    function accepts(bytes memory signature, string memory what) private view {
        assertEq(bytes32(account.isValidSignature(HASH, signature)), bytes32(IERC1271.isValidSignature.selector), what);
    }

    function rejects(bytes memory signature, string memory what) private view {
        assertEq(bytes32(account.isValidSignature(HASH, signature)), bytes32(FAILURE), what);
    }

    function signatureOf(Passkey memory passkey) private view returns (bytes memory) {
        return accountSignature(address(validator), passkey, address(account), HASH);
    }

    function test_isValidSignature_acceptsTheOwnersPasskeys() public {
        add(address(account), newPasskey);
        accepts(signatureOf(ownerPasskey), "the primary passkey");
        accepts(signatureOf(newPasskey), "a further passkey");
        rejects(signatureOf(otherPasskey), "somebody else's passkey");
    }

    function test_isValidSignature_rejectsOtherMessages() public view {
        assertEq(
            bytes32(account.isValidSignature(keccak256("another message"), signatureOf(ownerPasskey))),
            bytes32(FAILURE),
            "another message"
        );
    }

    /// One passkey owns both accounts: what it signs for one is nothing to the other.
    function test_isValidSignature_isForOneAccount() public {
        add(address(otherAccount), ownerPasskey);
        bytes memory signature = signatureOf(ownerPasskey);
        accepts(signature, "the account");
        assertEq(bytes32(otherAccount.isValidSignature(HASH, signature)), bytes32(FAILURE), "the other account");
    }

    function test_isValidSignature_rejectsReplacedPasskeys() public {
        bytes memory signature = signatureOf(ownerPasskey);
        replace(address(account), newPasskey);
        rejects(signature, "replaced");
    }

    /// What names no installed validator, or none at all, is no signature.
    function test_isValidSignature_rejectsValidatorsThatAreNotInstalled() public {
        bytes memory yes = abi.encode(IERC1271.isValidSignature.selector);
        rejects(abi.encodePacked(address(new AnsweringWallet(yes))), "one that says yes");
        rejects(
            abi.encodePacked(address(module), ownerSignature(address(validator), ownerPasskey, address(account), HASH)),
            "the executor"
        );
        rejects(abi.encodePacked(address(account)), "the account");
        rejects(abi.encodePacked(address(0)), "zero");
        rejects(ownerSignature(address(validator), ownerPasskey, address(account), HASH), "no validator's address");
        for (uint256 length = 0; length < 20; ++length) {
            rejects(new bytes(length), vm.toString(length));
        }
        rejects(abi.encodePacked(address(validator)), "the validator's address alone");
    }

    function test_isValidSignature_rejectsTheValidatorOnceItIsRemoved() public {
        bytes memory signature = signatureOf(ownerPasskey);
        installModule(MODULE_TYPE_VALIDATOR, address(new StubValidator()), "");
        uninstallModule(MODULE_TYPE_VALIDATOR, address(validator), "");
        rejects(signature, "removed");
        installModule(MODULE_TYPE_VALIDATOR, address(validator), abi.encode(publicKey(ownerPasskey)));
        accepts(signature, "installed again");
    }

    /// Another installed validator answers for itself; one that fails is a no.
    function test_isValidSignature_asksTheNamedValidatorAlone() public {
        address hostile = address(new HostileModule());
        installModule(MODULE_TYPE_VALIDATOR, hostile, "");
        vm.etch(hostile, address(new RevertingWallet()).code);
        rejects(abi.encodePacked(hostile), "one that reverts with the value of a yes");
        accepts(signatureOf(ownerPasskey), "the other one");
    }

    /// C-31 Nothing is unwrapped, deployed or called for a signature (ERC-6492).
    function test_isValidSignature_ignoresWrappedCalls() public {
        Token token = new Token();
        token.mint(address(account), 5);
        address[4] memory targets = [address(token), address(module), address(account), address(validator)];
        bytes[4] memory calls = [
            abi.encodeCall(token.transfer, (STRANGER, 5)),
            abi.encodeCall(module.cancel, ()),
            abi.encodeCall(account.uninstallModule, (MODULE_TYPE_VALIDATOR, address(validator), "")),
            abi.encodeCall(validator.replacePasskeys, (publicKey(otherPasskey)))
        ];
        vm.recordLogs();
        for (uint256 i = 0; i < targets.length; ++i) {
            bytes memory wrapped = abi.encode(targets[i], calls[i], signatureOf(ownerPasskey));
            rejects(bytes.concat(wrapped, ERC6492_SUFFIX), "wrapped");
            rejects(abi.encodePacked(address(validator), wrapped, ERC6492_SUFFIX), "wrapped, behind the validator");
        }
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 0, "events");
        assertEq(token.balanceOf(address(account)), 5, "tokens");
        assertStored(1, 0, keyHash(ownerPasskey));
    }

    /// C-32
    function test_isValidSignature_rejectsZeros() public view {
        rejects(new bytes(65), "65 zero bytes");
        rejects(abi.encodePacked(address(validator), new bytes(200)), "zeros behind the validator");
    }

    function testFuzz_isValidSignature_neverReverts(bytes calldata signature) public view {
        rejects(signature, "random bytes");
        rejects(abi.encodePacked(address(validator), signature), "random bytes behind the validator");
    }

    function testFuzz_isValidSignature_acceptsRandomPasskeys(uint256 seed) public {
        Passkey memory passkey = passkeyFrom(seed);
        replace(address(account), passkey);
        accepts(signatureOf(passkey), "its signature");
    }
}
