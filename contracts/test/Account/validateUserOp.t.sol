// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Account as OzAccount} from "@openzeppelin/contracts/account/Account.sol";
import {AccountERC7579} from "@openzeppelin/contracts/account/extensions/draft-AccountERC7579.sol";
import {IEntryPointNonces, IPaymaster, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {IERC7579Execution, MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {HostileModule, StubValidator} from "../mocks/Modules.sol";
import {PayingPaymaster} from "../mocks/PayingPaymaster.sol";
import {Passkey} from "../support/Passkeys.sol";
import {AccountTest} from "../support/AccountTest.sol";

/// @dev User operations through the real EntryPoint.
contract AccountValidateUserOpTest is AccountTest {
    uint48 private constant VALID_UNTIL = uint48(START_TIME) + 3 days;

    function nonceOf(address sender, address validator_) private view returns (uint256) {
        return IEntryPointNonces(address(entryPoint)).getNonce(sender, uint192(uint160(validator_)) << 32);
    }

    /// @dev Everything that an operation that is refused must leave as it was.
    function assertUntouched() private view {
        assertEq(callee.calls(), 0, "calls");
        assertEq(nonceOf(address(account), address(validator)) & type(uint64).max, 0, "nonce");
        assertEq(address(account).balance, 10 ether, "balance");
    }

    function refuses(PackedUserOperation memory userOp, string memory reason) private {
        expectFailedOp(reason);
        handle(userOp);
        assertUntouched();
    }

    // ---- who --------------------------------------------------------------------------------------------------------

    /// C-43 Not even a good signature makes a stranger's call do anything, such as paying him.
    function test_validateUserOp_reverts_forEverybodyButTheEntryPoint() public {
        PackedUserOperation memory userOp = signed(userOpOf(address(account), noteCall(1)), ownerPasskey);
        bytes32 hash = userOpHashOf(userOp);
        address[4] memory callers = [STRANGER, address(account), address(validator), address(module)];
        for (uint256 i = 0; i < callers.length; ++i) {
            expectRevert(OzAccount.AccountUnauthorized.selector, abi.encode(callers[i]));
            vm.prank(callers[i]);
            account.validateUserOp(userOp, hash, 1 ether);
        }
        assertUntouched();
    }

    // ---- one --------------------------------------------------------------------------------------------------------

    function test_handleOps_executesWhatTheOwnerSigned() public {
        handle(signed(userOpOf(address(account), noteCall(7)), ownerPasskey));
        assertEq(callee.number(), 7, "number");
        assertEq(callee.caller(), address(account), "caller");
        assertLt(address(account).balance, 10 ether, "the account paid");
        assertEq(account.getNonce(uint192(uint160(address(validator))) << 32) & type(uint64).max, 1, "nonce");
        assertEq(account.getNonce(), 0, "nonce of another key");
    }

    function test_handleOps_executesABatchOfCalls() public {
        bytes memory calls = batchOf(noteOf(5, 1 ether), noteOf(6, 2 ether));
        bytes memory callData = abi.encodeCall(IERC7579Execution.execute, (BATCH, calls));
        handle(signed(userOpOf(address(account), callData), ownerPasskey));
        assertEq(callee.calls(), 2, "calls");
        assertEq(callee.received(), 3 ether, "received");
    }

    function test_handleOps_refusesOtherSigners() public {
        refuses(signed(userOpOf(address(account), noteCall(1)), otherPasskey), "AA24 signature error");
        PackedUserOperation memory userOp = userOpOf(address(account), noteCall(1));
        refuses(userOp, "AA24 signature error");
        userOp.signature = new bytes(65);
        refuses(userOp, "AA24 signature error");
    }

    function test_handleOps_refusesWhatWasChanged() public {
        PackedUserOperation memory userOp = signed(userOpOf(address(account), noteCall(1)), ownerPasskey);
        userOp.callData = noteCall(2);
        refuses(userOp, "AA24 signature error");
    }

    /// C-20 The hash of a user operation names its chain.
    function test_handleOps_refusesWhatWasSignedForAnotherChain() public {
        PackedUserOperation memory userOp = signed(userOpOf(address(account), noteCall(1)), ownerPasskey);
        vm.chainId(CHAIN_ID + 1);
        refuses(userOp, "AA24 signature error");
        vm.chainId(CHAIN_ID);
        handle(userOp);
        assertEq(callee.calls(), 1, "calls");
    }

    function test_handleOps_refusesTheSecondTime() public {
        PackedUserOperation memory userOp = signed(userOpOf(address(account), noteCall(1)), ownerPasskey);
        handle(userOp);
        expectFailedOp("AA25 invalid account nonce");
        handle(userOp);
        assertEq(callee.calls(), 1, "calls");
    }

    /// The nonce's key names the validator: only an installed one is asked.
    function test_handleOps_refusesNoncesOfValidatorsThatAreNotInstalled() public {
        address[4] memory validators = [address(0), address(module), address(new StubValidator()), STRANGER];
        for (uint256 i = 0; i < validators.length; ++i) {
            PackedUserOperation memory userOp = userOpOf(address(account), noteCall(1));
            userOp.nonce = uint256(uint160(validators[i])) << 96;
            refuses(signed(userOp, ownerPasskey), "AA24 signature error");
        }
        // The right address at the wrong place.
        PackedUserOperation memory shifted = userOpOf(address(account), noteCall(1));
        shifted.nonce = uint256(uint160(address(validator))) << 64;
        refuses(signed(shifted, ownerPasskey), "AA24 signature error");
    }

    /// The four bytes behind it are free: sequences side by side.
    function test_handleOps_executesInSequencesSideBySide() public {
        for (uint256 sequence = 0; sequence < 3; ++sequence) {
            PackedUserOperation memory userOp = userOpOf(address(account), noteCall(sequence));
            userOp.nonce = (uint256(uint160(address(validator))) << 96) | ((2 - sequence) << 64);
            handle(signed(userOp, ownerPasskey));
        }
        assertEq(callee.calls(), 3, "calls");
    }

    function test_handleOps_refusesTheValidatorOnceItIsRemoved() public {
        PackedUserOperation memory userOp = signed(userOpOf(address(account), noteCall(1)), ownerPasskey);
        installModule(MODULE_TYPE_VALIDATOR, address(new StubValidator()), "");
        uninstallModule(MODULE_TYPE_VALIDATOR, address(validator), "");
        refuses(userOp, "AA24 signature error");
    }

    function test_handleOps_refusesAnAccountWithoutMoney() public {
        PackedUserOperation memory userOp = signed(userOpOf(address(account), noteCall(1)), ownerPasskey);
        vm.deal(address(account), 0);
        expectFailedOp("AA21 didn't pay prefund");
        handle(userOp);
        assertEq(callee.calls(), 0, "calls");
    }

    /// The owner changes keys and modules by user operations.
    function test_handleOps_letsTheOwnerChangePasskeysAndModules() public {
        bytes memory call = abi.encodeCall(validator.replacePasskeys, (publicKey(newPasskey)));
        handle(signed(userOpOf(address(account), executeCall(address(validator), 0, call)), ownerPasskey));
        assertStored(2, 0, keyHash(newPasskey));
        PackedUserOperation memory byTheOldOne = signed(userOpOf(address(account), noteCall(1)), ownerPasskey);
        expectFailedOp("AA24 signature error");
        handle(byTheOldOne);

        // Straight to the account, which trusts its EntryPoint, and by a call of the account to itself.
        address hostile = address(new HostileModule());
        bytes memory install = abi.encodeCall(account.installModule, (MODULE_TYPE_VALIDATOR, hostile, ""));
        handle(signed(userOpOf(address(account), install), newPasskey));
        assertInstalled(MODULE_TYPE_VALIDATOR, hostile, true, "installed");
        bytes memory remove = abi.encodeCall(account.uninstallModule, (MODULE_TYPE_VALIDATOR, hostile, ""));
        handle(signed(userOpOf(address(account), executeCall(address(account), 0, remove)), newPasskey));
        assertInstalled(MODULE_TYPE_VALIDATOR, hostile, false, "removed");
    }

    function testFuzz_handleOps_executesForRandomPasskeys(uint256 seed, uint256 number) public {
        Passkey memory passkey = passkeyFrom(seed);
        replace(address(account), passkey);
        handle(signed(userOpOf(address(account), noteCall(number)), passkey));
        assertEq(callee.number(), number, "number");
    }

    // ---- paymasters -------------------------------------------------------------------------------------------------

    /// @dev An operation that names this paymaster, signed by the owner.
    function paidBy(bytes memory paymasterAndData) private view returns (PackedUserOperation memory userOp) {
        userOp = userOpOf(address(account), noteCall(1));
        userOp.paymasterAndData = paymasterAndData;
        return signed(userOp, ownerPasskey);
    }

    function limited(address paymaster) private pure returns (bytes memory) {
        return abi.encodePacked(paymaster, uint128(100_000), uint128(100_000));
    }

    /// @dev Refused with exactly this error, and nobody is charged.
    function refuses(bytes memory paymasterAndData, bytes memory revertData) private {
        deposit(address(account), 1 ether);
        PackedUserOperation memory userOp = paidBy(paymasterAndData);
        vm.expectRevert(revertData);
        handle(userOp);
        assertUntouched();
        assertEq(depositOf(address(account)), 1 ether, "the account's deposit");
    }

    /// C-44
    function test_handleOps_neverChargesTheAccount_whereThePaymasterIsZeros() public {
        bytes memory revertData = abi.encodeWithSignature("Error(string)", "AA93 invalid paymasterAndData");
        refuses(new bytes(20), revertData);
    }

    /// C-44
    function test_handleOps_neverChargesTheAccount_whereThePaymasterIsZerosWithLimits() public {
        bytes memory revertData = abi.encodeWithSignature("Error(string)", "AA98 invalid paymaster");
        uint256 before = vm.snapshotState();
        refuses(new bytes(52), revertData);
        vm.revertToState(before);
        refuses(limited(address(0)), revertData);
    }

    /// C-44 The EntryPoint does not know it.
    function test_handleOps_neverChargesTheAccount_whereThePaymasterIsUnknown() public {
        bytes memory revertData =
            abi.encodeWithSignature("FailedOp(uint256,string)", 0, "AA31 paymaster deposit too low");
        refuses(limited(STRANGER), revertData);
    }

    /// C-44 It has a deposit, but no code.
    function test_handleOps_neverChargesTheAccount_whereThePaymasterIsNoContract() public {
        deposit(STRANGER, 1 ether);
        refuses(
            limited(STRANGER),
            abi.encodeWithSignature("FailedOpWithRevert(uint256,string,bytes)", 0, "AA33 reverted", "")
        );
        assertEq(depositOf(STRANGER), 1 ether, "the paymaster's deposit");
    }

    /// C-44 The account itself is none.
    function test_handleOps_neverChargesTheAccount_whereItIsNamedAsPaymaster() public {
        bytes memory inner = abi.encodeWithSelector(
            AccountERC7579.ERC7579MissingFallbackHandler.selector, IPaymaster.validatePaymasterUserOp.selector
        );
        refuses(
            limited(address(account)),
            abi.encodeWithSignature("FailedOpWithRevert(uint256,string,bytes)", 0, "AA33 reverted", inner)
        );
    }

    /// C-44 A paymaster is part of what is signed: nobody adds, changes or takes one on the way.
    function test_handleOps_refusesAPaymasterThatWasNotSigned() public {
        address paymaster = address(new PayingPaymaster());
        deposit(paymaster, 1 ether);
        PackedUserOperation memory userOp = paidBy("");
        userOp.paymasterAndData = limited(paymaster);
        refuses(userOp, "AA24 signature error");
        userOp = paidBy(limited(paymaster));
        userOp.paymasterAndData = "";
        refuses(userOp, "AA24 signature error");
        assertEq(depositOf(paymaster), 1 ether, "the paymaster's deposit");
    }

    function test_handleOps_chargesThePaymasterAlone_whereItPays() public {
        address paymaster = address(new PayingPaymaster());
        deposit(paymaster, 1 ether);
        deposit(address(account), 1 ether);
        handle(paidBy(limited(paymaster)));
        assertEq(callee.calls(), 1, "calls");
        assertEq(address(account).balance, 10 ether, "the account's balance");
        assertEq(depositOf(address(account)), 1 ether, "the account's deposit");
        assertLt(depositOf(paymaster), 1 ether, "the paymaster's deposit");
    }

    // ---- creation ---------------------------------------------------------------------------------------------------

    function creationOf(Passkey memory passkey, bytes memory callData)
        private
        view
        returns (PackedUserOperation memory userOp)
    {
        bytes32 salt = keccak256("salt of an account to be created");
        userOp = userOpOf(factory.getAddress(publicKey(passkey), salt), callData);
        userOp.initCode =
            abi.encodePacked(address(factory), abi.encodeCall(factory.createAccount, (publicKey(passkey), salt)));
    }

    function test_handleOps_createsTheAccountAndExecutes() public {
        PackedUserOperation memory userOp = creationOf(newPasskey, noteCall(8));
        vm.deal(userOp.sender, 1 ether);
        assertEq(userOp.sender.code.length, 0, "code before");
        handle(signed(userOp, newPasskey));
        assertEq(callee.number(), 8, "number");
        assertEq(callee.caller(), userOp.sender, "caller");
        assertTrue(validator.isPasskey(userOp.sender, publicKey(newPasskey)), "its passkey");
    }

    function test_handleOps_createsNothingForOtherSigners() public {
        PackedUserOperation memory userOp = creationOf(newPasskey, noteCall(8));
        vm.deal(userOp.sender, 1 ether);
        userOp = signed(userOp, otherPasskey);
        expectFailedOp("AA24 signature error");
        handle(userOp);
        assertEq(userOp.sender.code.length, 0, "code");
    }

    /// Who creates the account first stops nothing: one leaf of the batch has the creation, another does without.
    function test_handleOps_takesTheLeafThatFits_whetherOrNotTheAccountExists() public {
        PackedUserOperation memory creating = creationOf(newPasskey, noteCall(8));
        PackedUserOperation memory existing = userOpOf(creating.sender, noteCall(8));
        vm.deal(creating.sender, 1 ether);
        bytes32[] memory leaves = new bytes32[](4);
        (leaves[0], leaves[1]) = (userOpHashOf(creating), userOpHashOf(existing));
        (leaves[2], leaves[3]) = (keccak256("on another chain"), keccak256("on another chain, existing"));
        signBatch(creating, newPasskey, leaves, 0, VALID_UNTIL);
        signBatch(existing, newPasskey, leaves, 1, VALID_UNTIL);

        expectFailedOp("AA20 account not deployed");
        handle(existing);

        uint256 before = vm.snapshotState();
        handle(creating);
        assertEq(callee.calls(), 1, "calls, created by the operation");
        expectFailedOp("AA25 invalid account nonce");
        handle(existing);
        vm.revertToState(before);

        vm.prank(STRANGER);
        factory.createAccount(publicKey(newPasskey), keccak256("salt of an account to be created"));
        expectFailedOp("AA10 sender already constructed");
        handle(creating);
        handle(existing);
        assertEq(callee.calls(), 1, "calls, created by somebody else");
    }

    // ---- a batch of user operations ---------------------------------------------------------------------------------

    function signBatch(
        PackedUserOperation memory userOp,
        Passkey memory passkey,
        bytes32[] memory leaves,
        uint256 index,
        uint48 validUntil
    ) private view {
        userOp.signature = batchSignature(
            address(validator), passkey, userOp.sender, rootOf(leaves), validUntil, proofOf(leaves, index)
        );
    }

    function batchOfOne(uint48 validUntil) private view returns (PackedUserOperation memory userOp) {
        userOp = userOpOf(address(account), noteCall(1));
        bytes32[] memory leaves = new bytes32[](1);
        leaves[0] = userOpHashOf(userOp);
        signBatch(userOp, ownerPasskey, leaves, 0, validUntil);
    }

    /// One prompt, two operations in a row, next to three for other chains.
    function test_handleOps_executesTheLeavesOfABatch() public {
        PackedUserOperation memory first = userOpOf(address(account), noteCall(3));
        PackedUserOperation memory second = userOpOf(address(account), noteCall(4));
        second.nonce = first.nonce + 1;
        bytes32[] memory leaves = new bytes32[](5);
        for (uint256 i = 0; i < leaves.length; ++i) {
            leaves[i] = keccak256(abi.encode("on another chain", i));
        }
        (leaves[1], leaves[4]) = (userOpHashOf(first), userOpHashOf(second));
        signBatch(first, ownerPasskey, leaves, 1, VALID_UNTIL);
        signBatch(second, ownerPasskey, leaves, 4, VALID_UNTIL);
        handle(first, second);
        assertEq(callee.calls(), 2, "calls");
        assertEq(callee.number(), 4, "number");
    }

    function test_handleOps_refusesWrongProofsAndRoots() public {
        PackedUserOperation memory userOp = userOpOf(address(account), noteCall(3));
        bytes32[] memory leaves = new bytes32[](3);
        (leaves[0], leaves[1], leaves[2]) = (userOpHashOf(userOp), keccak256("another"), keccak256("a third"));
        signBatch(userOp, ownerPasskey, leaves, 1, VALID_UNTIL);
        refuses(userOp, "AA24 signature error");
        leaves[0] = keccak256("yet another");
        signBatch(userOp, ownerPasskey, leaves, 0, VALID_UNTIL);
        refuses(userOp, "AA24 signature error");
    }

    /// The EntryPoint counts validUntil in, and validAfter, which is 7 days earlier, out.
    function test_handleOps_refusesBatchesThatEndMoreThanSevenDaysAhead() public {
        refuses(batchOfOne(uint48(START_TIME + 7 days)), "AA22 expired or not due");
        refuses(batchOfOne(uint48(START_TIME + 7 days + 1)), "AA22 expired or not due");
        refuses(batchOfOne(uint48(START_TIME + 365 days)), "AA22 expired or not due");
        refuses(batchOfOne(2 ** 47 - 1), "AA22 expired or not due");
        refuses(batchOfOne(2 ** 47), "AA24 signature error");
        handle(batchOfOne(uint48(START_TIME + 7 days - 1)));
        assertEq(callee.calls(), 1, "calls");
    }

    function test_handleOps_refusesBatchesWithoutAnEnd() public {
        refuses(batchOfOne(0), "AA24 signature error");
    }

    function test_handleOps_refusesExpiredBatches() public {
        PackedUserOperation memory userOp = batchOfOne(VALID_UNTIL);
        vm.warp(VALID_UNTIL + 1);
        refuses(userOp, "AA22 expired or not due");
        vm.warp(VALID_UNTIL);
        handle(userOp);
        assertEq(callee.calls(), 1, "calls");
    }

    /// The end that is longer than the one that was signed.
    function test_handleOps_refusesBatchesWithAnotherEnd() public {
        PackedUserOperation memory userOp = batchOfOne(VALID_UNTIL);
        bytes memory longer = batchOfOne(VALID_UNTIL + 1 days).signature;
        for (uint256 i = 1; i < 7; ++i) {
            userOp.signature[i] = longer[i];
        }
        refuses(userOp, "AA24 signature error");
    }

    /// One passkey owns both accounts: a batch that it signed for one has no leaves for the other.
    function test_handleOps_refusesTheBatchOfAnotherAccount() public {
        add(address(otherAccount), ownerPasskey);
        PackedUserOperation memory userOp = userOpOf(address(otherAccount), noteCall(1));
        bytes32[] memory leaves = new bytes32[](1);
        leaves[0] = userOpHashOf(userOp);
        userOp.signature = batchSignature(
            address(validator), ownerPasskey, address(account), leaves[0], VALID_UNTIL, new bytes32[](0)
        );
        refuses(userOp, "AA24 signature error");
        signBatch(userOp, ownerPasskey, leaves, 0, VALID_UNTIL);
        handle(userOp);
        assertEq(callee.caller(), address(otherAccount), "caller");
    }
}
