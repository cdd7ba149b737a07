// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {AccountERC7579} from "@openzeppelin/contracts/account/extensions/draft-AccountERC7579.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_HOOK,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IEntryPointStake, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {Policy} from "../../src/Policy.sol";
import {RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {Callee} from "../mocks/Callee.sol";
import {CountingHook, HookedAccount, PlainAccount} from "../mocks/OtherAccounts.sol";
import {Fixture} from "../support/Fixture.sol";
import {Passkey} from "../support/Passkeys.sol";
import {Wallet} from "../support/Policies.sol";

/// @notice What must work on every ERC-7579 account, whoever wrote it.
abstract contract OtherAccountTest is Fixture {
    AccountERC7579 internal other;
    Callee internal callee;

    function deployOther() internal virtual returns (AccountERC7579);

    function setUp() public override {
        super.setUp();
        callee = new Callee();
        other = deployOther();
        install(MODULE_TYPE_VALIDATOR, address(validator), abi.encode(publicKey(ownerPasskey)));
        install(MODULE_TYPE_EXECUTOR, address(module), abi.encode(policy()));
        IEntryPointStake(address(entryPoint)).depositTo{value: 1 ether}(address(other));
    }

    function test_recover_replacesTheKey() public {
        noteBy(ownerPasskey, 1);
        recoverBy(policy(), aRequest());
        noteBy(newPasskey, 2);
        bytes memory data = executeCall(address(callee), 0, abi.encodeCall(Callee.note, (3)));
        PackedUserOperation memory userOp = signed(userOpOf(address(other), data), ownerPasskey);
        vm.expectRevert(abi.encodeWithSignature("FailedOp(uint256,string)", 0, "AA24 signature error"));
        handle(userOp);
        assertEq(callee.number(), 2, "the new passkey's call was the last");
    }

    function test_execute_afterTheDelay() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.start(abi.encode(policy()), request, approvedBy(policy(), hash, bob));
        bytes memory acceptance = acceptanceOf(request);
        uint256 ready = module.recoveryOf(address(other), hash).ready;
        expectRevert(RecoveryModule.NotReady.selector, abi.encode(hash, ready, block.timestamp));
        module.execute(request, acceptance);
        vm.warp(ready);
        module.execute(request, acceptance);
        assertTrue(validator.isOwner(address(other), passkeySigner(newPasskey)), "the new passkey owns it");
        assertFalse(validator.isOwner(address(other), passkeySigner(ownerPasskey)), "the old one does not");
    }

    function test_cancel_byUserOperation() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.start(abi.encode(policy()), request, approvedBy(policy(), hash, bob));
        operate(ownerPasskey, executeCall(address(module), 0, abi.encodeCall(module.cancel, ())));
        assertEq(uint256(module.state(address(other), hash)), uint256(RecoveryModule.State.Dead), "state");
    }

    /// The rotator is asked, and on no other contract's account either does it need an epoch-old request to exist.
    function test_cancelWithSignature_byTheAccountsERC1271() public {
        uint40 deadline = uint40(block.timestamp) + 1 hours;
        bytes32 digest = cancellationDigestOf(address(module), address(other), 0, scopesOf(1), deadline);
        bytes memory signature = accountSignature(address(validator), ownerPasskey, address(other), digest);
        assertEq(
            bytes32(IERC1271(address(other)).isValidSignature(digest, signature)),
            bytes32(IERC1271.isValidSignature.selector),
            "ERC-1271"
        );
        module.cancelWithSignature(address(other), 0, scopesOf(1), deadline, signature);
        assertEq(epochOf(address(other)), 2, "epoch");
    }

    function test_onUninstall_endsEverything() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.start(abi.encode(policy()), request, approvedBy(policy(), hash, bob));
        vm.prank(address(other));
        other.uninstallModule(MODULE_TYPE_EXECUTOR, address(module), "");
        assertEq(uint256(module.state(address(other), hash)), uint256(RecoveryModule.State.Dead), "state");
        install(MODULE_TYPE_EXECUTOR, address(module), abi.encode(policy()));
        assertEq(uint256(module.state(address(other), hash)), uint256(RecoveryModule.State.Dead), "and stays so");
    }

    // ---- helpers ----------------------------------------------------------------------------------------------------

    function policy() internal view returns (Policy memory) {
        return defaultPolicy(address(validator));
    }

    function aRequest() internal view returns (Request memory) {
        return requestOf(address(other), passkeySigner(newPasskey), epochOf(address(other)));
    }

    function recoverBy(Policy memory policy_, Request memory request) internal {
        bytes32 hash = hashOf(request);
        module.recover(abi.encode(policy_), request, approvedByAll(policy_, hash), acceptanceOf(request));
    }

    function install(uint256 moduleTypeId, address module_, bytes memory data) internal {
        vm.prank(address(other));
        other.installModule(moduleTypeId, module_, data);
    }

    function noteBy(Passkey memory passkey, uint256 number) internal {
        operate(passkey, executeCall(address(callee), 0, abi.encodeCall(Callee.note, (number))));
    }

    function operate(Passkey memory passkey, bytes memory callData) internal {
        PackedUserOperation memory userOp = userOpOf(address(other), callData);
        handle(signed(userOp, passkey));
    }
}

/// @notice OpenZeppelin's AccountERC7579.
contract PlainAccountTest is OtherAccountTest {
    function deployOther() internal override returns (AccountERC7579) {
        return new PlainAccount();
    }
}

/// @notice OpenZeppelin's AccountERC7579Hooked, with a hook that sees every call.
contract HookedAccountTest is OtherAccountTest {
    CountingHook private _hook = new CountingHook();

    function deployOther() internal override returns (AccountERC7579 hooked) {
        hooked = new HookedAccount();
        vm.prank(address(hooked));
        hooked.installModule(MODULE_TYPE_HOOK, address(_hook), "");
    }

    function test_recover_passesTheHook() public {
        uint256 before = _hook.checks();
        recoverBy(policy(), aRequest());
        assertEq(_hook.checks(), before + 1, "one call, one check");
    }

    /// A hook can veto a recovery; nothing is half done then. The SDK lists hooks before set-up.
    function test_recover_revertsWhole_whenTheHookVetoes() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.start(abi.encode(policy()), request, approvedByAll(policy(), hash));
        _hook.setVetoes(true);
        bytes memory acceptance = acceptanceOf(request);
        expectRevert(CountingHook.Vetoed.selector);
        module.execute(request, acceptance);
        assertEq(uint256(module.state(address(other), hash)), uint256(RecoveryModule.State.Ready), "state");
        assertEq(epochOf(address(other)), 1, "epoch");
        _hook.setVetoes(false);
        module.execute(request, acceptance);
        assertTrue(validator.isOwner(address(other), passkeySigner(newPasskey)), "the new passkey owns it");
    }
}

/// @notice An EOA that has delegated to OpenZeppelin's account (EIP-7702).
contract DelegatedEoaTest is OtherAccountTest {
    function deployOther() internal override returns (AccountERC7579) {
        Wallet memory root = walletOf("root");
        vm.etch(root.addr, abi.encodePacked(hex"ef0100", new PlainAccount()));
        return AccountERC7579(payable(root.addr));
    }

    /// No recovery ends the key that the EOA was made with: it calls itself. So the SDK refuses `replace` there.
    function test_recover_leavesTheRootKey() public {
        recoverBy(policy(), aRequest());
        address root = walletOf("root").addr;
        vm.prank(root, root);
        other.execute(bytes32(0), abi.encodePacked(callee, uint256(0), abi.encodeCall(Callee.note, (7))));
        assertEq(callee.number(), 7, "the root key still acts");
    }
}
